{{ config(unique_key=['country', 'edition_date']) }}

with lines as (

    select * from {{ ref('int_lines_traced') }}

),

final as (

    select
        country,
        edition_date,
        line_number,
        item_id,
        item_version,
        story_id,
        monitoring_date,
        entry_id,
        source_id,
        url,
        feed_capture_id,
        page_capture_id,
        capture_id,
        warc_file,
        warc_offset,
        payload_digest,
        captured_at as fetched_at,
        extractor,
        extractor_version,
        steps,
        captures_run_id,
        captures_code_version,
        articles_run_id,
        articles_code_version,
        item_versions_run_id,
        item_versions_code_version,
        dispositions_run_id as run_id,
        dispositions_code_version as code_version
    from lines

)

select * from final
