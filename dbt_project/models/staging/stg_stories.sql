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
        engine,
        version as engine_version

    from stories

)

select * from renamed
