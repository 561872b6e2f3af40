with captures as (

    select * from {{ source('lake', 'captures') }}
    where {{ let_through('captures', 'captures', 'capture_id') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        capture_id,
        source_id,
        role,
        seed,
        entry_key,
        request_key,
        url,
        final_url,
        found_in,
        outcome,
        detail,
        fault,
        status,
        content_type,
        fetched_at,
        payload_digest,
        payload_bytes,
        warc_file,
        warc_offset,
        revisit_of,
        fetch_ms,
        egress

    from captures

)

select * from renamed
