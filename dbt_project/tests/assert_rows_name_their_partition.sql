-- Rows go by where their file lies. Returns those that say otherwise of themselves: a file that was copied to the wrong
-- place, or a row that was tampered with. Tolerance is none: Python writes both from the same two values.

-- Rows that a gate refused are left aside: for the datasets with a gate it has said the same of each row.

{% for dataset, suite, key in [
    ('captures', 'captures', 'capture_id'), ('entries', none, none), ('articles', 'articles', 'item_id'),
    ('item_versions', 'items', 'item_id'), ('carriers', none, none), ('stories', none, none),
    ('dispositions', none, none), ('verdicts', none, none), ('quarantine', none, none), ('handovers', none, none),
] %}
select
    '{{ dataset }}' as dataset,
    partition_country,
    partition_date,
    country,
    date
from {{ source('lake', dataset) }}
where (country <> partition_country or date <> cast(partition_date as varchar))
{% if suite %} and {{ let_through(suite, dataset, key) }}{% endif %}
{{ 'union all' if not loop.last }}
{% endfor %}
