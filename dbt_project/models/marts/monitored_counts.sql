{{ config(unique_key=['country', 'edition_date']) }}

with dispositions as (

    select * from {{ ref('stg_dispositions') }}

),

-- Editions are dated Monday to Thursday; one with nothing to decide on has a file of dispositions all the same.
editions as (

    select country, partition_date
    from {{ ref('stg_handovers') }}
    where dataset = 'dispositions' and isodow(partition_date) <= 4

),

-- The ten kinds in the order in which every edition prints them (briefing/taxonomy/kinds.py).
kinds as (

    select *
    from (
        values
            (1, 'news_media'),
            (2, 'government'),
            (3, 'city_state'),
            (4, 'embassy'),
            (5, 'foreign_service_advisory'),
            (6, 'academic_think_tank'),
            (7, 'podcast'),
            (8, 'video'),
            (9, 'social'),
            (10, 'business')
    ) as kinds (kind_order, kind)

),

counted as (

    select
        editions.country,
        editions.partition_date as edition_date,
        kinds.kind_order,
        kinds.kind,
        count(*) filter (where dispositions.fate in ('reported', 'left_out')) as monitored,
        count(*) filter (where dispositions.fate = 'reported') as reported,
        count(*) filter (where dispositions.fate = 'left_out') as left_out,
        {% for reason in ['out_of_scope', 'duplicate', 'quarantined', 'withheld', 'other_country', 'spiked'] %}
        count(*) filter (where dispositions.fate = 'left_out' and dispositions.reason = '{{ reason }}')
            as left_out_{{ reason }},
        {% endfor %}
        count(*) filter (where dispositions.fate = 'outside_window') as outside_window
    from editions
    cross join kinds
    left join dispositions
        on editions.country = dispositions.country
        and editions.partition_date = dispositions.partition_date
        and kinds.kind = dispositions.kind
    group by all

)

select * from counted
