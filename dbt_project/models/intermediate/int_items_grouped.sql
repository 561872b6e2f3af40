with stories as (

    select * from {{ ref('stg_stories') }}

),

carriers as (

    select * from {{ ref('stg_carriers') }}

),

credited as (

    select
        country,
        partition_date,
        story_id,
        unnest(item_ids) as item_id
    from stories

),

copies as (

    select
        carriers.country,
        carriers.partition_date,
        credited.story_id,
        carriers.carrier_item_id as item_id,
        carriers.item_id as credited_item_id
    from carriers
    inner join credited
        on carriers.country = credited.country
        and carriers.partition_date = credited.partition_date
        and carriers.item_id = credited.item_id
    where carriers.carrier_item_id <> carriers.item_id

),

grouped as (

    select country, partition_date, item_id, story_id, item_id as credited_item_id from credited
    union all
    select country, partition_date, item_id, story_id, credited_item_id from copies

)

select * from grouped
