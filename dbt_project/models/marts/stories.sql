{{ config(unique_key=['country', 'grouping_date']) }}

with stories as (

    select * from {{ ref('stg_stories') }}

),

carriers as (

    select * from {{ ref('stg_carriers') }}
    where item_id = carrier_item_id

),

sources as (

    select * from {{ ref('stg_sources') }}

),

final as (

    select
        stories.story_id,
        stories.country,
        stories.partition_date as grouping_date,
        stories.item_ids,
        stories.lead_item_id,
        carriers.source_id as lead_source_id,
        sources.source_name as lead_source_name,
        stories.publishers,
        stories.copies,
        stories.cohesion,
        coalesce(stories.first_date, stories.partition_date) as first_date,
        stories.is_continued,
        stories.languages,
        stories.engine,
        stories.engine_version
    from stories
    left join carriers
        on stories.country = carriers.country
        and stories.partition_date = carriers.partition_date
        and stories.lead_item_id = carriers.item_id
    left join sources
        on carriers.country = sources.country
        and carriers.partition_date = sources.partition_date
        and carriers.source_id = sources.source_id

)

select * from final
