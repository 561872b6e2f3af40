with captures as (

    select * from {{ ref('stg_captures') }}

),

classed as (

    select
        *,
        role in ('feed', 'sitemap', 'listing', 'api', 'document') as is_feed,
        case
            when outcome = 'failed' then fault
            when outcome = 'fetched' and status <> 200 then 'HTTP ' || status
        end as error_class
    from captures

),

counted as (

    select
        country,
        partition_date,
        source_id,
        count(*) as captures,
        count(*) filter (where outcome = 'fetched') as captures_fetched,
        count(*) filter (where outcome = 'failed') as captures_failed,
        count(*) filter (where outcome = 'not_in_archive') as captures_not_in_archive,
        count(*) filter (where outcome = 'refused_by_robots') as captures_refused_by_robots,
        count(*) filter (where outcome = 'refused_unsafe') as captures_refused_unsafe,
        count(*) filter (where is_feed and outcome = 'fetched') as feed_captures,
        min(fetched_at) filter (where outcome = 'fetched') as oldest_fetch_at,
        max(fetched_at) filter (where outcome = 'fetched') as newest_fetch_at,
        list_sort(coalesce(list(distinct error_class) filter (where error_class is not null), [])) as error_classes
    from classed
    group by country, partition_date, source_id

)

select * from counted
