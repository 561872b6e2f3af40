{{ config(unique_key=['country', 'monitoring_date']) }}

with item_versions as (

    select * from {{ ref('int_item_versions_enriched') }}

),

grouped as (

    select * from {{ ref('int_items_grouped') }}

),

latest as (

    select
        *,
        count(*) over same_item as versions
    from item_versions
    window same_item as (partition by country, partition_date, item_id)
    qualify row_number() over (partition by country, partition_date, item_id order by version desc) = 1

),

final as (

    select
        latest.item_id,
        latest.country,
        latest.partition_date as monitoring_date,
        latest.version as latest_version,
        latest.versions,
        latest.source_id,
        latest.source_name,
        latest.kind,
        latest.title,
        latest.headline_en,
        latest.headline_basis,
        latest.language,
        latest.url,
        latest.canonical_url,
        latest.published_at,
        latest.published_precision,
        latest.published_basis,
        latest.day_basis,
        latest.first_seen_at,
        latest.fetched_at,
        latest.is_about_country,
        latest.is_enriched,
        latest.scope,
        latest.risk_category,
        latest.ops_category,
        latest.category_confidence,
        latest.domain,
        latest.body_basis,
        latest.page_state,
        grouped.story_id,
        grouped.credited_item_id
    from latest
    left join grouped
        on latest.country = grouped.country
        and latest.partition_date = grouped.partition_date
        and latest.item_id = grouped.item_id

)

select * from final
