with handovers as (

    select * from {{ ref('stg_handovers') }}

),

pivoted as (

    select
        country,
        partition_date,
        {% for dataset in ['captures', 'articles', 'item_versions', 'dispositions'] %}
        max(run_id) filter (where dataset = '{{ dataset }}') as {{ dataset }}_run_id,
        max(code_version) filter (where dataset = '{{ dataset }}') as {{ dataset }}_code_version
        {{- ',' if not loop.last }}
        {% endfor %}
    from handovers
    group by country, partition_date

)

select * from pivoted
