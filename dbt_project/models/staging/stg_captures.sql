with captures as (

    select * from {{ source('lake', 'captures') }}

),

renamed as (

    select
        country,
        cast(date as date) as partition_date,
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
