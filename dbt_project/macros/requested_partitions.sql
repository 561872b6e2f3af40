{#
    The partitions of this build, from DESK_PARTITIONS: `kr|2026-03-10,vn|2026-03-10`.

    Returns a list of dicts with country and date, in the order given, each once. To be called while running only: what dbt reads
    from the environment while parsing, it remembers, and a change of it costs a parse.
#}
{% macro requested_partitions() %}
    {% set partitions = [] %}
    {% for name in env_var('DESK_PARTITIONS', '').split(',') %}
        {% set parts = modules.re.fullmatch('([a-z]{2})[|]([0-9]{4}-[0-9]{2}-[0-9]{2})', name.strip()) %}
        {% if not parts %}
            {{ exceptions.raise_compiler_error(
                "DESK_PARTITIONS: " ~ (name | tojson) ~ " is not a partition; name those to build as "
                ~ "country|date, parted by commas: kr|2026-03-10,vn|2026-03-10"
            ) }}
        {% endif %}
        {% set partition = {'country': parts.group(1), 'date': parts.group(2)} %}
        {% if partition not in partitions %}
            {% do partitions.append(partition) %}
        {% endif %}
    {% endfor %}
    {{ return(partitions) }}
{% endmacro %}
