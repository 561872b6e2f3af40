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
        url,
        final_url,
        found_in,
        outcome,
        detail,
        status,
        content_type,
        fetched_at,
        payload_digest,
        payload_bytes,
        warc_file,
        warc_offset

    from captures

)

select * from renamed
