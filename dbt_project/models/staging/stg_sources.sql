with sources as (

    select * from {{ source('lake', 'sources') }}

),

renamed as (

    select
        partition_country as country,
        partition_date,
        id as source_id,
        name as source_name,
        kind,
        languages,
        homepage,
        feeds,
        cast(listings as json) as listings,
        cast(sitemaps as json) as sitemaps,
        cast(apis as json) as apis,
        cast(documents as json) as documents,
        len(feeds)
        + cast(json_array_length(listings) as bigint)
        + cast(json_array_length(sitemaps) as bigint)
        + cast(json_array_length(apis) as bigint)
        + cast(json_array_length(documents) as bigint) as feeds_declared,
        access,
        cadence,
        timezone,
        cast(healthy_day ->> 'min_items' as bigint) as min_items,
        cast(healthy_day ->> 'max_items' as bigint) as max_items,
        cast(healthy_day ->> 'silence_hours' as bigint) as silence_hours,
        evidence,
        confidence,
        enabled as is_enabled,
        disabled_reason,
        fictional as is_fictional

    from sources

)

select * from renamed
