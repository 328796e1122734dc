using PhStudio.Messaging.Templates.Sources;
using PhStudio.Messaging.Templates.Types;
using PhStudio.Messaging.Templates.Hosting;

namespace PhStudio.Messaging.Templates.Tests;

/// <summary><c>templates check PATH</c> in a pipeline.</summary>
public sealed class CheckCommand
{
    private static readonly int BuiltIn = TemplateContracts.All.Count * BuiltInTemplates.Languages.Count;
    private static readonly string Languages = string.Join(", ", BuiltInTemplates.Languages);

    [Fact]
    public void The_built_in_templates_are_right_with_every_kind_of_value()
    {
        var (code, output) = Run("templates", "check");

        Assert.Equal($"0 templates of the folder and {BuiltIn} built-in ones are right, in {Languages}.\n", output);
        Assert.Equal(0, code);
    }

    [Fact]
    public void Each_problem_is_a_line_that_an_editor_can_open()
    {
        using var folder = new TemplateFolder();
        var one = folder.Write("ru/pending_empty.sbn-html", "ничего\n{{nobody}}");
        var two = folder.Write("en/pending_empty.sbn-html", "<p>nothing</p>");
        folder.Write("en/pending_head.sbn-html", "{{count}} open");

        var (code, output) = Run("templates", "check", folder.Path);

        Assert.Equal($"{two}:1:1: Telegram knows no tag <p>\n{one}:2:3: pending_empty has no value nobody; it has none\n2 problems.\n", output);
        Assert.Equal(1, code);
    }

    [Fact]
    public void A_right_folder_is_counted()
    {
        using var folder = new TemplateFolder();
        folder.Write("en/pending_head.sbn-html", "{{count}} open");

        Assert.Equal((0, $"1 template of the folder and {BuiltIn - 1} built-in ones are right, in {Languages}.\n"), Run("templates", "check", folder.Path));
    }

    [Theory]
    [InlineData("templates")]
    [InlineData("templates", "chek")]
    [InlineData("templates", "check", "a", "b")]
    [InlineData("templates", "check", "/no/such/folder")]
    [InlineData("templates", "convert")]
    [InlineData("templates", "convert", "/no/such/folder")]
    public void A_wrong_command_is_told_apart_from_a_wrong_template(params string[] arguments) => Assert.Equal(2, Run(arguments).Code);

    private static (int Code, string Output) Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        return (TemplatesCommand.Run(arguments, output), output.ToString());
    }
}
