{{ config(unique_key=['country', 'grouping_date']) }}

with carriers as (

    select * from {{ ref('stg_carriers') }}

),

sources as (

    select * from {{ ref('stg_sources') }}

),

final as (

    select
        carriers.item_id,
        carriers.carrier_item_id,
        carriers.country,
        carriers.partition_date as grouping_date,
        carriers.source_id,
        sources.source_name,
        carriers.is_first,
        carriers.published_at,
        carriers.similarity,
        carriers.engine,
        carriers.engine_version
    from carriers
    left join sources
        on carriers.country = sources.country
        and carriers.partition_date = sources.partition_date
        and carriers.source_id = sources.source_id

)

select * from final
