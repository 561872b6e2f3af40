{# A layer's schema is named after the layer; marts lie in `main`, so that `show tables` lists them and only them. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema if custom_schema_name is none else custom_schema_name | trim }}
{%- endmacro %}
