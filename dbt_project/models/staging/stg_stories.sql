with stories as (

    select * from {{ source('lake', 'stories') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        story_id,
        item_ids,
        lead_item_id,
        publishers,
        copies,
        cohesion,
        cast(nullif(first_date, '') as date) as first_date,
        continues as is_continued,
        languages,
        engine,
        version as engine_version

    from stories

)

select * from renamed
