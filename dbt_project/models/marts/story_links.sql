{{ config(unique_key=['country', 'grouping_date']) }}

with story_links as (

    select * from {{ ref('stg_story_links') }}

),

final as (

    select
        story_id,
        country,
        partition_date as grouping_date,
        other_country,
        other_date,
        other_story_id,
        similarity,
        engine,
        engine_version
    from story_links

)

select * from final
