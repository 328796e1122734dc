using System.Text.Json;
using PhStudio.Messaging.Templates.Markup;
using PhStudio.Messaging.Templates.Rendering;
using PhStudio.Messaging.Templates.Types;
using Scriban;
using Scriban.Runtime;
using Scriban.Syntax;
using PhStudio.Messaging.Templates.Sources;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary>What Scriban does by itself and must not do here: each is held by our own context, functions or check.</summary>
public sealed class RenderingGuards(BuiltInLibrary builtIn) : IClassFixture<BuiltInLibrary>
{
    private static readonly TemplateFunctions Functions = new("ru", markup: true, TimeZoneInfo.Utc);

    public static TheoryData<string, string, string> EveryShownValue() =>
    [
        .. from contract in TemplateContracts.All
           where contract.Markup
           from value in contract.Values
           where value.IsText
           from language in BuiltInTemplates.Languages
           select (language, contract.Type, value.Name),
    ];

    [Theory]
    [MemberData(nameof(EveryShownValue))]
    public void Every_text_of_every_message_is_escaped(string language, string type, string name)
    {
        const string Typed = "</code><b>x</b> & \"y\" <a href=\"tg://user?id=1\">z</a>";
        // In words that people type an invisible word joiner keeps Telegram from making a link of the address; ids and commands stay as they are.
        var unlinked = Typed.Replace("tg://", "tg://\u2060", StringComparison.Ordinal);
        var values = TemplateContracts.Find(type)!.Samples.ToDictionary();
        values[name] = JsonSerializer.SerializeToElement(Typed);

        var text = builtIn.Library.Render(type, language, values).Text;

        Assert.DoesNotContain("<b>x", text, StringComparison.Ordinal);
        Assert.Contains(new[] { Typed, unlinked }, shown => text.Contains(Escaped(shown), StringComparison.Ordinal) && TelegramMarkup.Visible(text).Contains(shown, StringComparison.Ordinal));
    }

    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    [Fact]
    public async Task Both_ways_of_writing_escape_and_let_our_own_markup_pass()
    {
        var template = Template.Parse("<b>{{ name }}</b>{{ name | mention id }}{{ moment | moment }}{{ name | phone }}");
        RenderContext Context()
        {
            var context = new RenderContext(Functions, markup: true);
            context.Use(new() { ["name"] = "<é & 👍\u00A0>", ["id"] = 7L, ["moment"] = DateTimeOffset.UnixEpoch });
            return context;
        }

        const string Whole = "<b>&lt;é &amp; 👍\u00A0&gt;</b><a href=\"tg://user?id=7\">&lt;é &amp; 👍\u00A0&gt;</a>"
            + "<tg-time unix=\"0\" format=\"Dt\">01.01.1970 в 00:00</tg-time>&lt;é &amp; 👍\u00A0&gt;";
        Assert.Equal(Whole, template.Render(Context()));
        Assert.Equal(Whole, await template.RenderAsync(Context()));
    }

    [Fact]
    public void A_text_that_failed_leaves_nothing_in_the_next()
    {
        var engine = new TemplateEngine("ru", markup: true, TimeZoneInfo.Utc);
        var failing = Template.Parse("for Anna only {{ 'Anna' }} {{ nobody }}");
        var right = Template.Parse("for Boris: {{ name }}");
        for (var i = 0; i < 100; i++)
        {
            Assert.Throws<ScriptRuntimeException>(() => engine.Render(failing, [], CancellationToken.None));
            Assert.Equal("for Boris: Борис", engine.Render(right, new() { ["name"] = "Борис" }, CancellationToken.None));
        }

        // Nor do the values of the one before.
        Assert.Throws<ScriptRuntimeException>(() => engine.Render(right, [], CancellationToken.None));
    }

    [Fact]
    public void Many_threads_share_a_template_and_mix_no_texts() =>
        Parallel.For(0, 2000, i =>
        {
            var name = $"Анна-{i}-<{new string('x', i % 50)}>";
            var text = builtIn.Library.Render("booking_notification", i % 2 == 0 ? "ru" : "en", Values.Booking.With("client_name", name)).Text;
            Assert.Contains($"</b> Анна-{i}-&lt;{new string('x', i % 50)}&gt;\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("&lt;", text.Replace($"Анна-{i}-&lt;", "", StringComparison.Ordinal), StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("{{ for i in 1..2000 }}{{ end }}", "1000")]
    [InlineData("{{ for i in 1..40 }}{{ for j in 1..40 }}{{ end }}{{ end }}", "1000")]
    [InlineData("{{ while true }}{{ end }}", "1000")]
    [InlineData("{{ func f }}{{ f }}{{ end }}{{ f }}", "recursive")]
    [InlineData("{{ for i in 1..900 }}{{ text }}{{ end }}", "limit")]
    [InlineData("{{ capture x }}{{ for i in 1..900 }}{{ text }}{{ end }}{{ end }}", "limit")]
    public void A_limit_throws_and_cuts_nothing(string source, string reason)
    {
        var context = new RenderContext(Functions, markup: true);
        context.PushGlobal(new ScriptObject { ["text"] = new string('x', 2000) });

        var refusal = Assert.Throws<ScriptRuntimeException>(() => Template.Parse(source).Render(context));

        Assert.Contains(reason, refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_long_output_within_the_limit_is_whole()
    {
        var context = new RenderContext(Functions, markup: true);
        context.PushGlobal(new ScriptObject { ["text"] = new string('x', 2000) });

        Assert.Equal(500 * 2000, Template.Parse($"{{{{ for i in 1..500 }}}}{{{{ text }}}}{{{{ end }}}}").Render(context).Length);
    }

    [Fact]
    public void A_regular_expression_has_its_time()
    {
        var context = new RenderContext(Functions, markup: true);
        context.PushGlobal(new Scriban.Functions.RegexFunctions());
        context.PushGlobal(new ScriptObject { ["text"] = new string('a', 40) + "!" });

        Assert.Equal(TemplateLimits.RegexTime, context.RegexTimeOut);
        var refusal = Assert.Throws<ScriptRuntimeException>(() => Template.Parse("{{ match text '^(a+)+$' }}").Render(context));
        Assert.IsType<System.Text.RegularExpressions.RegexMatchTimeoutException>(refusal.InnerException);
    }

    [Fact]
    public void None_of_the_librarys_own_functions_is_within_reach()
    {
        foreach (var call in (string[])["'a' | string.upcase", "date.now", "object.eval '1'", "html.escape '<'", "math.uuid", "regex.match 'a' 'a'", "array.size [1]", "include 'x'", "timespan.zero", "empty"])
        {
            Assert.Throws<ScriptRuntimeException>(() => Template.Parse($"{{{{ {call} }}}}").Render(new RenderContext(Functions, markup: true)));
        }
    }

    [Fact]
    public void Whatever_fails_while_a_text_is_made_names_the_template_and_no_value()
    {
        var contract = TemplateContracts.Find("pending_head")!;
        var broken = new LoadedTemplate(contract, new("pending_head", "ru", "", "f", BuiltIn: false), new(new TemplateBody(Template.Parse("x\n{{ count | nobody }}"), [], new("ru", markup: true, TimeZoneInfo.Utc))));

        var refusal = Assert.Throws<TemplateException>(() => broken.Render(Values.Of(new { count = 4711 })));

        Assert.Equal("Template pending_head (ru): cannot be rendered (ScriptRuntimeException, line 2, column 12).", refusal.Message);
    }
}
