with stories as (

    select * from {{ source('lake', 'stories') }}

),

renamed as (

    select
        country,
        cast(date as date) as partition_date,
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
