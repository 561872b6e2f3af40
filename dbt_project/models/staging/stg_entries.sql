with entries as (

    select * from {{ source('lake', 'entries') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        entry_id,
        item_id,
        source_id,
        readings,
        feed_url = '' as is_archived_page

    from entries

)

select * from renamed
