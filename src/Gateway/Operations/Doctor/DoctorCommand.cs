using PhStudio.Messaging.ServiceDefaults.Broker;
using PhStudio.Messaging.Gateway.Hosting.Commands;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Configuration;
using PhStudio.Messaging.ServiceDefaults.Logging;
using PhStudio.Messaging.ServiceDefaults.Wire;
using StackExchange.Redis;

namespace PhStudio.Messaging.Gateway.Operations.Doctor;

/// <summary>
/// The command line that checks an installation: <c>doctor</c> checks the settings, the broker, Redis, the clock, the time zone, and through the running Gateway the bot, its webhook and the staff chats, and says of each what to do. Nothing that it
/// prints holds a secret.
/// </summary>
internal static class DoctorCommand
{
    /// <summary>Runs the command.</summary>
    /// <param name="settings">Settings in the place of the environment's; null for these.</param>
    /// <param name="output">Where the findings go, a line each.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>0 where all is well, 1 where something is to be done, 2 where a setting is wrong.</returns>
    public static async Task<int> RunAsync(IReadOnlyDictionary<string, string?>? settings, TextWriter output, CancellationToken cancellationToken = default)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        if (settings is not null)
        {
            builder.Configuration.Sources.Clear();
            builder.Configuration.AddInMemoryCollection(settings);
        }

        builder.AddEnvFile();
        builder.RequireServers();
        builder.AddServiceDefaults("gateway");
        builder.Logging.ClearProviders();
        builder.AddGateway();
        builder.AddStudioDay();
        using var gateway = Gateway(builder, out var wrongAddress);
        var findings = new List<Finding>(builder.Settings().Problems.Concat(wrongAddress).Distinct(StringComparer.Ordinal).Select(problem => new Finding("settings", IsWell: false, problem)));
        if (findings.Count > 0)
        {
            await WriteAsync(findings, output);
            return ExitCode.WrongUse;
        }

        findings.Add(new Finding("settings", IsWell: true, "complete and well formed"));
        await using var app = builder.Build();
        findings.AddRange(await BrokerChecks.RunAsync(builder.RabbitMqAddress()!, builder.LanePrefix(), cancellationToken));
        if (app.Services.GetRequiredService<QueueManagement>() is { IsSet: true } management)
        {
            findings.Add(await BrokerChecks.ManagementAsync(management, builder.RabbitMqAddress()!.User, cancellationToken));
        }

        findings.AddRange(await RedisChecks.RunAsync(app.Services.GetRequiredService<IConnectionMultiplexer>(), TimeProvider.System));
        findings.Add(Zone(app.Services.GetRequiredService<StudioDay>()));
        findings.AddRange(await GatewayChecks.RunAsync(gateway!, TimeProvider.System, cancellationToken));
        await WriteAsync(findings, output);
        return findings.TrueForAll(finding => finding.IsWell) ? ExitCode.Right : ExitCode.Wrong;
    }

    private static GatewayClient? Gateway(WebApplicationBuilder builder, out IReadOnlyList<string> problems)
    {
        try
        {
            problems = [];
            return GatewayClient.Of(builder, isPatient: false);
        }
        catch (CommandException e)
        {
            problems = [e.Message];
            return null;
        }
    }

    private static Finding Zone(StudioDay days)
    {
        // Without the data of zones the framework knows UTC alone, and summer time is an hour off.
        var hasData = TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out var berlin) && berlin.SupportsDaylightSavingTime;
        return hasData
            ? new Finding("time zone", IsWell: true, $"today began in the studio at {days.Start(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)):yyyy-MM-dd HH:mm zzz}")
            : new Finding("time zone", IsWell: false, "this machine has no time zone data: install tzdata");
    }

    private static async Task WriteAsync(IReadOnlyList<Finding> findings, TextWriter output)
    {
        foreach (var finding in findings)
        {
            await output.WriteLineAsync(SafeText.Escape($"{(finding.IsWell ? "ok   " : "WRONG")}  {finding.Of}: {finding.Says}"));
        }

        var wrong = findings.Count(finding => !finding.IsWell);
        await output.WriteLineAsync(wrong == 0 ? "All is well." : wrong == 1 ? "One thing is to be done." : $"{wrong} things are to be done.");
    }
}

/// <summary>What a check found.</summary>
/// <param name="Of">What was checked.</param>
/// <param name="IsWell">False where something is to be done.</param>
/// <param name="Says">The finding, or what is to be done.</param>
internal sealed record Finding(string Of, bool IsWell, string Says);
