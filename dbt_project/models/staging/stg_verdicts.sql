with verdicts as (

    select * from {{ source('lake', 'verdicts') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        suite,
        part,
        expectation,
        passed as is_passed,
        blocks as is_blocking

    from verdicts

)

select * from renamed
