{{ config(unique_key=['country', 'monitoring_date']) }}

with sources as (

    select * from {{ ref('stg_sources') }}

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

items as (

    select
        country,
        partition_date,
        source_id,
        count(distinct item_id) as items_in_window
    from {{ ref('stg_articles') }}
    where is_in_window
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

measured as (

    select
        sources.country,
        sources.partition_date as monitoring_date,
        sources.source_id,
        sources.source_name,
        sources.kind,
        sources.is_enabled,
        sources.disabled_reason,
        sources.min_items,
        sources.max_items,
        if(sources.is_enabled, sources.feeds_declared, 0) as feeds_due,
        coalesce(captures.feeds_reached, 0) as feeds_reached,
        coalesce(captures.captures, 0) as captures,
        coalesce(captures.captures_fetched, 0) as captures_fetched,
        coalesce(captures.captures_failed, 0) as captures_failed,
        coalesce(captures.captures_not_in_archive, 0) as captures_not_in_archive,
        coalesce(captures.captures_refused_by_robots, 0) as captures_refused_by_robots,
        coalesce(captures.captures_refused_unsafe, 0) as captures_refused_unsafe,
        coalesce(captures.feed_captures, 0) as feed_captures,
        coalesce(captures.pages_fetched, 0) as pages_fetched,
        coalesce(captures.pages_missing, 0) as pages_missing,
        coalesce(entries.entries, 0) as entries,
        cast(coalesce(entries.readings, 0) as bigint) as readings,
        coalesce(entries.archived_pages, 0) as archived_pages,
        coalesce(items.items_in_window, 0) as items_in_window,
        coalesce(quarantined.rows_quarantined, 0) as rows_quarantined,
        coalesce(verdicts.verdicts_failed, 0) as verdicts_failed,
        captures.oldest_fetch_at,
        captures.newest_fetch_at,
        coalesce(captures.error_classes, []) as error_classes
    from sources
    left join captures using (country, partition_date, source_id)
    left join entries using (country, partition_date, source_id)
    left join items using (country, partition_date, source_id)
    left join quarantined using (country, partition_date, source_id)
    left join verdicts using (country, partition_date, source_id)

),

judged as (

    select
        *,
        case
            when not is_enabled then 'not_due'
            when feeds_reached = 0 then 'failed'
            when feeds_reached < feeds_due or items_in_window < min_items then 'degraded'
            else 'healthy'
        end as state
    from measured

),

final as (

    select
        * exclude (is_enabled, disabled_reason),
        concat_ws(
            '; ',
            if(not is_enabled, 'disabled: ' || disabled_reason, null),
            feeds_reached || ' of ' || feeds_due || ' feeds reached',
            items_in_window || ' items in the window, ' || min_items || ' to ' || max_items || ' on a healthy day',
            if(len(error_classes) > 0, 'errors: ' || array_to_string(error_classes, ', '), null),
            if(rows_quarantined > 0, rows_quarantined || ' rows in quarantine', null),
            if(verdicts_failed > 0, verdicts_failed || ' gate verdicts against it', null)
        ) as evidence
    from judged

)

select * from final
