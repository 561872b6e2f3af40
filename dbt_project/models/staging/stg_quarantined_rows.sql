with quarantine as (

    select * from {{ source('lake', 'quarantine') }}

),

renamed as (

    select
        country,
        cast(date as date) as partition_date,
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
