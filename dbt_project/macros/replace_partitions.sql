{#
    Incremental strategy of the marts: delete the partitions of this build, insert what the build made, one transaction.

    dbt's own delete+insert deletes the keys it finds among the new rows, so a partition that comes out empty the second
    time would keep its old rows. `unique_key` names the two partition columns: country, then the date.
#}
{% macro get_incremental_replace_partitions_sql(arg_dict) %}
    {% set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') %}
    delete from {{ arg_dict['target_relation'] }}
    where ({{ arg_dict['unique_key'] | join(', ') }}) in (select country, partition_date from lake.partitions);

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}
