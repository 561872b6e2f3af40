with source_days as (

    select * from {{ source('lake', 'source_days') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        source_id,
        source_name,
        kind,
        access,
        cadence,
        is_enabled,
        min_items,
        max_items,
        silence_allowed_hours,
        seeds,
        is_due,
        asked,
        reached,
        found,
        new,
        dated,
        undated,
        in_window,
        newest_published_at,
        oldest_published_at,
        last_new_at,
        silence_hours,
        pages_fetched,
        pages_failed,
        pages_missing,
        fetch_ms,
        latency_minutes,
        newest_fetch_at,
        fault,
        fault_words,
        languages_declared,
        languages_seen,
        egress,
        down_days,
        bad_days,
        cast(nullif(bad_since, '') as date) as bad_since,
        state,
        cast(state_since as date) as state_since,
        evidence,
        alert

    from source_days

)

select * from renamed
