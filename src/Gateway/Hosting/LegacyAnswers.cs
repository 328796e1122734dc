using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Hosting;

/// <summary>Whether <c>/send</c>, <c>/webhook</c> and <c>/status</c> answer as the system before this one did: where <c>LEGACY_API=true</c>, or with <c>?legacy=true</c> for one call; <c>?legacy=false</c> for the opposite.</summary>
/// <param name="isOn">From <c>LEGACY_API</c>.</param>
internal sealed class LegacyAnswers(bool isOn)
{
    /// <summary>The name of the parameter.</summary>
    public const string Parameter = "legacy";

    // A call from within the process knows today's answers only.
    private static readonly object Never = new();

    /// <summary>What the API document says of the parameter.</summary>
    public static ParameterReference Reference { get; } =
        new(Parameter, "true answers as the system before this one did (docs/migration.md), false as described here. Default: LEGACY_API.", "false") { Words = ["true", "false"] };

    /// <summary>True where this call is answered in the old form.</summary>
    public bool AreAskedFor(HttpRequest request) =>
        bool.TryParse(request.Query[Parameter].ToString(), out var asked) ? asked : isOn && !request.HttpContext.Items.ContainsKey(Never);

    /// <summary>Marks a call of our own.</summary>
    public static void Forbid(HttpContext context) => context.Items[Never] = true;
}

internal static class LegacyAnswersRegistration
{
    public static void AddLegacyAnswers(this IHostApplicationBuilder builder) => builder.Services.AddSingleton(new LegacyAnswers(builder.Settings().Flag("LEGACY_API", fallback: false)));
}
