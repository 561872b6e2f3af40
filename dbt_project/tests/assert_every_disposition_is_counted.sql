{{ config(meta={'dagster': {'ref': {'name': 'monitored_counts'}}}) }}

-- Every item an edition decided on stands in exactly one count, and every count of reported items is as many lines, each
-- with its way back. Returns the editions where one of the sums is off. Tolerance is none: these are the same rows.

with dispositions as (

    select country, partition_date as edition_date, count(*) as decided
    from {{ ref('stg_dispositions') }}
    group by all

),

counts as (

    select
        country,
        edition_date,
        sum(monitored + outside_window) as counted,
        sum(reported) as reported,
        sum(
            left_out - left_out_out_of_scope - left_out_duplicate - left_out_quarantined - left_out_withheld
            - left_out_other_country - left_out_spiked
        ) as left_out_for_another_reason
    from {{ ref('monitored_counts') }}
    where (country, edition_date) in (select country, partition_date from lake.partitions)
    group by all

),

lines as (

    select country, edition_date, count(*) as lines
    from {{ ref('edition_lines') }}
    where (country, edition_date) in (select country, partition_date from lake.partitions)
    group by all

),

traced as (

    select country, edition_date, count(*) as traced
    from {{ ref('lineage') }}
    where (country, edition_date) in (select country, partition_date from lake.partitions)
    group by all

),

sums as (

    select
        country,
        edition_date,
        coalesce(decided, 0) as decided,
        coalesce(counted, 0) as counted,
        coalesce(reported, 0) as reported,
        coalesce(lines, 0) as lines,
        coalesce(traced, 0) as traced,
        coalesce(left_out_for_another_reason, 0) as left_out_for_another_reason
    from dispositions
    full join counts using (country, edition_date)
    full join lines using (country, edition_date)
    full join traced using (country, edition_date)

)

select * from sums
where decided <> counted or reported <> lines or lines <> traced or left_out_for_another_reason <> 0
