{{ config(unique_key=['country', 'monitoring_date']) }}

with item_versions as (

    select * from {{ ref('int_item_versions_enriched') }}

),

final as (

    select
        item_id,
        version,
        country,
        partition_date as monitoring_date,
        is_latest,
        source_id,
        source_name,
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
        day_basis,
        first_seen_at,
        fetched_at,
        is_about_country,
        body_basis,
        page_state,
        charset,
        damage,
        content_digest,
        is_enriched,
        language,
        language_confidence,
        paragraph_languages,
        headline_en,
        headline_basis,
        summary,
        summary_basis,
        scope,
        risk_category,
        ops_category,
        category_confidence,
        decided_by,
        needs_review,
        evidence,
        similar_examples,
        domain,
        countries,
        entities,
        figures,
        findings,
        engine_uses,
        entry_id,
        feed_capture_id,
        page_capture_id,
        capture_id,
        warc_file,
        warc_offset,
        payload_digest,
        captured_at,
        extractor,
        extractor_version,
        steps,
        captures_run_id,
        captures_code_version,
        articles_run_id,
        articles_code_version,
        item_versions_run_id,
        item_versions_code_version
    from item_versions

)

select * from final
