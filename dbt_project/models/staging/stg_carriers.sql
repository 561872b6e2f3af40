with carriers as (

    select * from {{ source('lake', 'carriers') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        item_id,
        carrier_item_id,
        source_id,
        is_first,
        published_at,
        similarity,
        engine,
        version as engine_version

    from carriers

)

select * from renamed
