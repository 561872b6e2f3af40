{#
    Statements, run before anything else, that make the schema `lake`: a view per dataset of __sources.yml over the
    files of the requested partitions, and `lake.partitions`, which names them. A file that is missing stops the build
    here, before any table has changed; DuckDB's error names it.

    Each view is the file's columns after `partition_country` and `partition_date`, taken from where the file lies. All
    that follows goes by these two, so that a build of the partition always replaces what an earlier one stored.
#}
{% macro open_partitions() %}
    {% if execute %}
        {% set partitions = requested_partitions() %}
        create schema if not exists lake;
        create or replace view lake.partitions as
            {% for partition in partitions %}
                select '{{ partition.country }}' as country, date '{{ partition.date }}' as partition_date
                {{ 'union all' if not loop.last }}
            {% endfor %};
        {% for dataset in graph.sources.values() | sort(attribute='name') %}
            create or replace view lake.{{ dataset.identifier }} as
                {% for partition in partitions %}
                    select
                        '{{ partition.country }}' as partition_country,
                        date '{{ partition.date }}' as partition_date,
                        *
                    from read_parquet({{ lake_files(dataset, partition) }}, hive_partitioning = false)
                    {{ 'union all' if not loop.last }}
                {% endfor %};
        {% endfor %}
    {% endif %}
{% endmacro %}


{# SQL list of the files of one dataset and partition, laid out as briefing/storage/home.py says. #}
{% macro lake_files(dataset, partition) %}
    {% set folder = env_var('DESK_HOME') ~ '/lake/' ~ dataset.identifier
        ~ '/date=' ~ partition.date ~ '/country=' ~ partition.country %}
    {% set paths = [] %}
    {% for name in dataset.config.meta.get('files', ['part']) %}
        {% do paths.append(sql_path(folder ~ '/' ~ name ~ '.parquet')) %}
    {% endfor %}
    {{ return('[' ~ paths | join(', ') ~ ']') }}
{% endmacro %}


{# A path as SQL text that means this file only: quotes doubled, and DuckDB's wildcards put in brackets. #}
{% macro sql_path(path) %}
    {% set exact = modules.re.sub('([*?[])', '[\\1]', path) %}
    {{ return("'" ~ exact | replace("'", "''") ~ "'") }}
{% endmacro %}
