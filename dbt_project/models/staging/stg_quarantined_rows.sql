with quarantine as (

    select * from {{ source('lake', 'quarantine') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        quarantine_id,
        suite,
        source_id,
        row_id,
        expectation,
        reason,
        is_released

    from quarantine

)

select * from renamed
