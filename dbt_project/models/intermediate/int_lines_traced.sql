with dispositions as (

    select * from {{ ref('stg_dispositions') }}
    where fate = 'reported'

),

-- The mart, not the staging view: a Monday's lines are of items that builds of Friday to Sunday stored.
item_versions as (

    select * from {{ ref('item_versions') }}

),

handovers as (

    select * from {{ ref('int_handovers_pivoted') }}

),

traced as (

    select
        item_versions.* exclude (country, monitoring_date, item_id, version, title, risk_category, ops_category),
        dispositions.country,
        dispositions.partition_date as edition_date,
        dispositions.monitoring_date,
        dispositions.line_number,
        dispositions.section,
        dispositions.item_id,
        dispositions.item_version,
        dispositions.story_id,
        dispositions.importance,
        dispositions.risk_category,
        dispositions.ops_category,
        coalesce(
            item_versions.title,
            error(
                'line ' || dispositions.line_number || ' of the edition of ' || dispositions.partition_date
                || ' reports version ' || dispositions.item_version || ' of item ' || dispositions.item_id
                || ', which item_versions lacks: build the partition ' || dispositions.country || '|'
                || dispositions.monitoring_date || ' first'
            )
        ) as title,
        handovers.dispositions_run_id,
        handovers.dispositions_code_version
    from dispositions
    left join item_versions
        on dispositions.country = item_versions.country
        and dispositions.monitoring_date = item_versions.monitoring_date
        and dispositions.item_id = item_versions.item_id
        and dispositions.item_version = item_versions.version
    left join handovers
        on dispositions.country = handovers.country
        and dispositions.partition_date = handovers.partition_date

)

select * from traced
