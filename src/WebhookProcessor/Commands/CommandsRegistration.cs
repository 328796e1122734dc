namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Registers the commands of <see cref="CommandList"/>, what they share, and the menu.</summary>
public static class CommandsRegistration
{
    /// <summary>Adds all of them, and the menu.</summary>
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        foreach (var command in CommandList.All)
        {
            services.AddSingleton(command.Handler);
        }

        return services
            .AddSingleton<CommandList>()
            .AddSingleton<EphemeralReplies>()
            .AddSingleton<PendingList>()
            .AddSingleton<LanguageChoice>()
            .AddHostedService<CommandMenu>();
    }
}
