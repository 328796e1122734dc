using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Hosting.Commands;

/// <summary>What a command of the Gateway reads its settings from: the environment and the file <c>.env</c>, and nothing of a service.</summary>
internal static class CommandHost
{
    /// <summary>A builder with the settings.</summary>
    /// <param name="settings">Settings in the place of the environment's and of a file <c>.env</c>; null for these.</param>
    public static HostApplicationBuilder NewBuilder(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (settings is null)
        {
            builder.Configuration.AddEnvironmentVariables();
            builder.AddEnvFile();
        }
        else
        {
            builder.Configuration.AddInMemoryCollection(settings);
        }

        return builder;
    }
}
