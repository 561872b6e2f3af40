-- Rows go by where their file lies. Returns those that say otherwise of themselves: a file that was copied to the wrong
-- place, or a row that was tampered with. Tolerance is none: Python writes both from the same two values.

{% for dataset in ['captures', 'entries', 'articles', 'item_versions', 'carriers', 'stories', 'dispositions', 'verdicts',
                   'quarantine', 'handovers'] %}
select
    '{{ dataset }}' as dataset,
    partition_country,
    partition_date,
    country,
    date
from {{ source('lake', dataset) }}
where country <> partition_country or date <> cast(partition_date as varchar)
{{ 'union all' if not loop.last }}
{% endfor %}
