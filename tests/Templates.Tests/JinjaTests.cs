using PhStudio.Messaging.Templates.Conversion;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary><c>templates convert PATH</c> rewrites the templates of the system before this one, which were in Jinja.</summary>
public sealed class JinjaTests : IDisposable
{
    private readonly TemplateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Hello {{ client_name }}, {{booking.service}}\n", "Hello {{ client_name }}, {{ service }}")]
    [InlineData("{{ notes|e }} {{ notes | default('none | at all') }}", "{{ notes }} {{ if notes }}{{ notes }}{{ else }}none | at all{{ end }}")]
    [InlineData("{{ time_slots|join(', ') }} {{ time_slots | join }}", "{{ time_slots | join \", \" }} {{ time_slots | join \"\" }}")]
    [InlineData("{{ total_price|money(currency) }}", "{{ total_price | money currency }}")]
    [InlineData("{% if notes %}a{% elif reason is not none and not location %}b{% else %}c{% endif %}", "{{ if notes }}a{{ else if reason && !location }}b{{ else }}c{{ end }}")]
    [InlineData("{%- if state == 'confirmed' or notes is defined -%} x {%- endif %}", "{{- if state == \"confirmed\" || notes -}} x {{- end }}")]
    [InlineData("{% if state != 'confirmed' %}a{% endif %}", "{{ if state != \"confirmed\" }}a{{ end }}")]
    [InlineData("{% if not (notes or reason) and people_count %}a{% endif %}", "{{ if !(notes || reason) && people_count }}a{{ end }}")]
    [InlineData("{% if not state == 'confirmed' %}a{% elif not not notes %}b{% endif %}", "{{ if state != \"confirmed\" }}a{{ else if notes }}b{{ end }}")]
    [InlineData("a{# why {{ so }} #}b", "a{{ ## why {{ so } } ## }}b")]
    [InlineData("{% for slot in time_slots %}{{ slot }}{% if not loop.last %}, {% endif %}{% endfor %}", "{{ if time_slots }}{{ time_slots | join \", \" }}{{ end }}")]
    [InlineData("Times:\n{% for slot in booking.time_slots -%}\n- {{ slot }}\n{% endfor %}End", "Times:\n{{ if time_slots }}- {{ time_slots | join \"\\n- \" }}\n{{ end }}End")]
    [InlineData("{a} % {% if notes %}{{ notes }}{% endif %}", "{a} % {{ if notes }}{{ notes }}{{ end }}")]
    public void Each_form_has_its_counterpart(string old, string converted) => Assert.Equal(converted, JinjaConverter.Convert(old));

    [Theory]
    [InlineData("a\n{% include 'head.html' %}", 2, "{% include 'head.html' %} has no counterpart")]
    [InlineData("{% set x = 1 %}", 1, "{% set x = 1 %} has no counterpart")]
    [InlineData("a\nb\n{{ notes|truncate(20) }}", 3, "the filter truncate(20) has no counterpart")]
    [InlineData("{{ price * 2 }}", 1, "price * 2 has no counterpart")]
    [InlineData("{% if people_count > 3 %}a{% endif %}", 1, "> has no counterpart")]
    [InlineData("{% if 'x' in notes %}a{% endif %}", 1, " in has no counterpart")]
    [InlineData("{% if (notes or reason %}a{% endif %}", 1, "the condition (notes or reason has no counterpart")]
    [InlineData("{% if notes reason %}a{% endif %}", 1, " reason has no counterpart")]
    [InlineData("{% if notes == %}a{% endif %}", 1, "the condition notes == has no counterpart")]
    [InlineData("{% if notes %}a", 1, "{% if %} is not closed by {% endif %}")]
    [InlineData("{{ notes", 1, "{{ is not closed by }}")]
    [InlineData("\n{% for s in time_slots %}{{ loop.index }}. {{ s }}{% endfor %}", 2, "has no counterpart in a loop")]
    [InlineData("{% for s in time_slots %}<b>{{ s }}</b>{% endfor %}", 1, "must have no markup")]
    public void What_does_not_convert_is_named_by_its_line_and_left(string old, int line, string reason)
    {
        var file = _folder.Write("en/booking_notification.j2", old);

        var (code, said) = Run();

        Assert.Equal(1, code);
        Assert.Contains($"{file}:{line}:", said);
        Assert.Contains(reason, said);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void A_template_of_the_old_system_becomes_one_that_passes_every_check()
    {
        var file = _folder.Write("en/booking_notification.html.j2", """
            <b>New booking</b> {{ booking.booking_id }}
            {{ booking.service }}, {{ booking.date | date }}: {% for slot in booking.time_slots %}{{ slot }}{% if not loop.last %} and {% endif %}{% endfor %}
            {{ booking.client_name|e }}, {{ booking.client_phone }}, {{ people_count }} people, {{ total_price|money(currency) }}
            {%- if booking.notes %}
            Notes: {{ booking.notes }}
            {%- endif %}

            """);

        var (code, said) = Run();

        Assert.Equal((0, ""), (code, code == 0 ? "" : said));
        Assert.True(File.Exists($"{file}.old"));
        using var library = new TemplateLibrary(new() { Folder = _folder.Path });
        Assert.Empty(library.Problems);
        Assert.False(library.Source("booking_notification", "en")!.BuiltIn);
    }

    [Fact]
    public void A_value_that_is_none_is_named_by_the_check()
    {
        _folder.Write("en/booking_notification.jinja2", "{{ booking.studio_owner }}");

        var (code, said) = Run();

        Assert.Equal(1, code);
        Assert.Contains("studio_owner", said);
    }

    private (int Code, string Said) Run()
    {
        using var output = new StringWriter();
        return (TemplatesCommand.Run(["templates", "convert", _folder.Path], output), output.ToString());
    }
}
