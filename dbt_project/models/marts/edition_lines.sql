{{ config(unique_key=['country', 'edition_date']) }}

with lines as (

    select * from {{ ref('int_lines_traced') }}

),

final as (

    select
        country,
        edition_date,
        line_number,
        section,
        item_id,
        item_version,
        story_id,
        monitoring_date,
        source_id,
        source_name,
        kind,
        language,
        if(language = 'en', null, title) as headline_original,
        headline_en,
        headline_basis,
        risk_category,
        ops_category,
        domain,
        cast(importance ->> 'score' as integer) as importance,
        importance as importance_parts,
        needs_review,
        url,
        published_at,
        published_precision,
        published_basis,
        first_seen_at,
        fetched_at
    from lines

)

select * from final
