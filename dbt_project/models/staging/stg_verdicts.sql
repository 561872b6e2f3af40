with verdicts as (

    select * from {{ source('lake', 'verdicts') }}

),

renamed as (

    select
        country,
        cast(date as date) as partition_date,
        suite,
        part,
        expectation,
        passed as is_passed,
        blocks as is_blocking

    from verdicts

)

select * from renamed
