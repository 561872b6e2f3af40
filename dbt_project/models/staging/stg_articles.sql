with articles as (

    select * from {{ source('lake', 'articles') }}
    where {{ let_through('articles', 'articles', 'item_id') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        cast(monitoring_date as date) as monitoring_date,
        item_id,
        version,
        is_latest,
        day_basis,
        in_window as is_in_window,
        is_about_country,
        source_id,
        kind,
        url,
        canonical_url,
        title,
        paragraphs,
        byline,
        published_at,
        published_raw,
        published_precision,
        published_basis,
        first_seen_at,
        fetched_at,
        body_basis,
        page_state,
        charset,
        damage,
        entry_id,
        feed_capture_id,
        page_capture_id,
        feed_readings,
        extractor,
        extractor_version,
        content_digest

    from articles

)

select * from renamed
