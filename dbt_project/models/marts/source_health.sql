{{ config(unique_key=['country', 'monitoring_date']) }}

with source_days as (

    select * from {{ ref('stg_source_days') }}

),

captures as (

    select * from {{ ref('int_captures_counted') }}

),

entries as (

    select
        country,
        partition_date,
        source_id,
        count(distinct item_id) filter (where not is_archived_page) as entries,
        sum(readings) filter (where not is_archived_page) as readings,
        count(distinct item_id) filter (where is_archived_page) as archived_pages
    from {{ ref('stg_entries') }}
    group by all

),

quarantined as (

    select
        country,
        partition_date,
        source_id,
        count(*) as rows_quarantined
    from {{ ref('stg_quarantined_rows') }}
    where not is_released
    group by all

),

verdicts as (

    select
        country,
        partition_date,
        substr(part, length('source:') + 1) as source_id,
        count(*) as verdicts_failed
    from {{ ref('stg_verdicts') }}
    where not is_passed and is_blocking and starts_with(part, 'source:')
    group by all

),

final as (

    select
        days.country,
        days.partition_date as monitoring_date,
        days.source_id,
        days.source_name,
        days.kind,
        days.access,
        days.cadence,
        days.state,
        days.state_since,
        days.bad_since,
        days.bad_days,
        days.fault,
        days.evidence,
        days.alert,
        days.min_items,
        days.max_items,
        days.silence_allowed_hours,
        days.silence_hours,
        days.last_new_at,
        days.is_due,
        if(days.is_enabled, days.seeds, 0) as feeds_due,
        days.asked as feeds_asked,
        days.reached as feeds_reached,
        coalesce(captures.captures, 0) as captures,
        coalesce(captures.captures_fetched, 0) as captures_fetched,
        coalesce(captures.captures_failed, 0) as captures_failed,
        coalesce(captures.captures_not_in_archive, 0) as captures_not_in_archive,
        coalesce(captures.captures_refused_by_robots, 0) as captures_refused_by_robots,
        coalesce(captures.captures_refused_unsafe, 0) as captures_refused_unsafe,
        coalesce(captures.feed_captures, 0) as feed_captures,
        days.pages_fetched,
        days.pages_failed,
        days.pages_missing,
        coalesce(entries.entries, 0) as entries,
        cast(coalesce(entries.readings, 0) as bigint) as readings,
        coalesce(entries.archived_pages, 0) as archived_pages,
        days.new as entries_new,
        days.dated as entries_dated,
        days.undated as entries_undated,
        days.in_window as items_in_window,
        days.newest_published_at,
        days.oldest_published_at,
        days.fetch_ms,
        days.latency_minutes,
        days.languages_declared,
        days.languages_seen,
        days.egress,
        coalesce(quarantined.rows_quarantined, 0) as rows_quarantined,
        coalesce(verdicts.verdicts_failed, 0) as verdicts_failed,
        captures.oldest_fetch_at,
        captures.newest_fetch_at,
        coalesce(captures.error_classes, []) as error_classes
    from source_days as days
    left join captures using (country, partition_date, source_id)
    left join entries using (country, partition_date, source_id)
    left join quarantined using (country, partition_date, source_id)
    left join verdicts using (country, partition_date, source_id)

)

select * from final
