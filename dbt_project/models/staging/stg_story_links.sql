with story_links as (

    select * from {{ source('lake', 'story_links') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        story_id,
        other_country,
        cast(other_date as date) as other_date,
        other_story_id,
        similarity,
        engine,
        version as engine_version

    from story_links

)

select * from renamed
