with dispositions as (

    select * from {{ source('lake', 'dispositions') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        item_id,
        item_version,
        source_id,
        kind,
        cast(monitoring_date as date) as monitoring_date,
        is_feed_entry,
        fate,
        reason,
        detail,
        line_number,
        section,
        risk_category,
        ops_category,
        story_id,
        cast(importance as json) as importance

    from dispositions

)

select * from renamed
