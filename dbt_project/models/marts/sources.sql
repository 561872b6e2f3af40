{{ config(unique_key=['country', 'monitoring_date']) }}

with sources as (

    select * from {{ ref('stg_sources') }}

),

final as (

    select
        source_id,
        country,
        partition_date as monitoring_date,
        source_name,
        kind,
        access,
        cadence,
        languages,
        homepage,
        feeds,
        listings,
        timezone,
        min_items,
        max_items,
        silence_hours,
        evidence,
        confidence,
        is_enabled,
        disabled_reason,
        is_fictional
    from sources

)

select * from final
