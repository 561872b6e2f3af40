with handovers as (

    select * from {{ source('lake', 'handovers') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        dataset,
        rows as row_count,
        digest,
        run_id,
        code_version

    from handovers

)

select * from renamed
