with articles as (

    select * from {{ ref('stg_articles') }}
    where is_in_window

),

enrichments as (

    select * from {{ ref('stg_item_versions') }}

),

captures as (

    -- Two addresses, or two sources, may lead to one capture: where it lies is the same on each of its rows.
    select * from {{ ref('stg_captures') }}
    where outcome = 'fetched'
    qualify row_number() over (partition by country, partition_date, capture_id order by url) = 1

),

sources as (

    select * from {{ ref('stg_sources') }}

),

handovers as (

    select * from {{ ref('int_handovers_pivoted') }}

),

-- A version rests on its page; where the page was not fetched, on the feed that told of it.
rested as (

    select
        articles.*,
        coalesce(pages.capture_id, feeds.capture_id) as capture_id,
        if(pages.capture_id is null, feeds.warc_file, pages.warc_file) as warc_file,
        if(pages.capture_id is null, feeds.warc_offset, pages.warc_offset) as warc_offset,
        if(pages.capture_id is null, feeds.payload_digest, pages.payload_digest) as payload_digest,
        if(pages.capture_id is null, feeds.fetched_at, pages.fetched_at) as captured_at
    from articles
    left join captures as pages
        on articles.country = pages.country
        and articles.partition_date = pages.partition_date
        and articles.page_capture_id = pages.capture_id
    left join captures as feeds
        on articles.country = feeds.country
        and articles.partition_date = feeds.partition_date
        and articles.feed_capture_id = feeds.capture_id

),

enriched as (

    select
        rested.*,
        sources.source_name,
        enrichments.item_id is not null as is_enriched,
        enrichments.language,
        enrichments.language_confidence,
        enrichments.paragraph_languages,
        enrichments.headline_en,
        enrichments.headline_basis,
        enrichments.summary,
        enrichments.summary_basis,
        enrichments.scope,
        enrichments.risk_category,
        enrichments.ops_category,
        enrichments.category_confidence,
        enrichments.decided_by,
        enrichments.needs_review,
        enrichments.evidence,
        enrichments.similar_examples,
        enrichments.domain,
        enrichments.countries,
        enrichments.entities,
        enrichments.figures,
        enrichments.findings,
        enrichments.engine_uses,
        enrichments.steps,
        handovers.captures_run_id,
        handovers.captures_code_version,
        handovers.articles_run_id,
        handovers.articles_code_version,
        handovers.item_versions_run_id,
        handovers.item_versions_code_version
    from rested
    left join enrichments
        on rested.country = enrichments.country
        and rested.partition_date = enrichments.partition_date
        and rested.item_id = enrichments.item_id
        and rested.version = enrichments.version
    left join sources
        on rested.country = sources.country
        and rested.partition_date = sources.partition_date
        and rested.source_id = sources.source_id
    left join handovers
        on rested.country = handovers.country
        and rested.partition_date = handovers.partition_date

)

select * from enriched
