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
        paragraph_languages,
        headline_en,
        headline_basis,
        cast(summary as json) as summary,
        summary_basis,
        scope,
        risk_category,
        ops_category,
        category_confidence,
        decided_by,
        needs_review,
        cast(evidence as json) as evidence,
        cast("similar" as json) as similar_examples,
        domain,
        cast(countries as json) as countries,
        cast(entities as json) as entities,
        cast(figures as json) as figures,
        cast(findings as json) as findings,
        cast(engine_uses as json) as engine_uses,
        cast(steps as json) as steps

    from item_versions

)

select * from renamed
