with item_versions as (

    select * from {{ source('lake', 'item_versions') }}
    where {{ let_through('items', 'item_versions', 'item_id') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        item_id,
        version,
        language,
        language_confidence,
        headline_en,
        headline_basis,
        cast(summary as json) as summary,
        summary_basis,
        scope,
        risk_category,
        ops_category,
        category_confidence,
        cast(evidence as json) as evidence,
        domain,
        cast(entities as json) as entities,
        cast(figures as json) as figures,
        cast(steps as json) as steps

    from item_versions

)

select * from renamed
