{#
    Condition on the rows of a dataset: those that its gate lets through. A refused row is counted by its disposition and
    kept in quarantine; here it would only break a contract or a key. A row that is no whole record stays out even when a
    person has released it.
#}
{% macro let_through(suite, dataset, key) %}
    {{ dataset }}.{{ key }} is not null
    and not exists (
        select 1
        from {{ source('lake', 'quarantine') }} as refused
        where refused.suite = '{{ suite }}'
            and refused.row_id = {{ dataset }}.{{ key }}
            and refused.partition_country = {{ dataset }}.partition_country
            and refused.partition_date = {{ dataset }}.partition_date
            and (not refused.is_released or refused.expectation = 'row_is_a_whole_record')
    )
{% endmacro %}
