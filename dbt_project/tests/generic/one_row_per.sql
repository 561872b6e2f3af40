{#
    Fails for a key that occurs twice within a partition of this build. Nulls need no test: the contract refuses them.
    Older partitions were tested when they were built, so the cost stays flat as days grow.
#}
{% test one_row_per(model, partition_date, key) %}
    select country, {{ partition_date }}, {{ key | join(', ') }}, count(*) as occurrences
    from {{ model }}
    where (country, {{ partition_date }}) in (select country, partition_date from lake.partitions)
    group by all
    having count(*) > 1
{% endtest %}
