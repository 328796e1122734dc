using System.ComponentModel.DataAnnotations;
using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Problems;
using PhStudio.Messaging.Gateway.Publishing;
using PhStudio.Messaging.Gateway.Requests;
using PhStudio.Messaging.Gateway.Webhook;
using PhStudio.Messaging.ServiceDefaults.Configuration;

namespace PhStudio.Messaging.Gateway.Bot;

/// <summary>Sets and removes the webhook while everything runs. The Sender does it: it alone holds the token.</summary>
internal static class BotApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void AddBot(this IHostApplicationBuilder builder)
    {
        IReadOnlySet<string> own = WebhookIntake.Address(builder) is { } address ? new HashSet<string>([address.Host], StringComparer.OrdinalIgnoreCase) : new HashSet<string>();
        builder.Services.AddSingleton(new WebhookHosts(builder.Settings().OptionalHosts("WEBHOOK_HOSTS") ?? own));
    }

    public static void MapBot(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/bot/webhook", Set).RequireRole(Role.Administer);
        routes.MapDelete("/bot/webhook", Delete).RequireRole(Role.Administer);
    }

    private static async Task<IResult> Set(HttpRequest request, WebhookHosts hosts, ConfirmedPublisher publisher, CancellationToken cancellation)
    {
        var body = await RequestBody.ReadAsync<WebhookAddress>(request, cancellation);
        if (!Uri.TryCreate(body.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0)
        {
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["url"] = ["must be the public https:// address of POST /webhook"] });
        }

        // Every update and its secret go there: whoever has the key has not all of that.
        if (!hosts.Names.Contains(url.Host))
        {
            return ProblemAnswers.WrongFields(new Dictionary<string, string[]> { ["url"] = ["must be on a host of WEBHOOK_HOSTS, which is the one of TELEGRAM_WEBHOOK_URL where it is unset"] });
        }

        // As it was understood here: Telegram is not to read another host in it.
        return await Ask(new SetBotWebhook { Url = url.AbsoluteUri }, publisher, cancellation);
    }

    private static Task<IResult> Delete(ConfirmedPublisher publisher, CancellationToken cancellation) => Ask(new DeleteBotWebhook(), publisher, cancellation);

    private static async Task<IResult> Ask<T>(T order, ConfirmedPublisher publisher, CancellationToken cancellation) where T : class =>
        await publisher.AskAsync(order, Patience, answers => answers.On<BotStatus>(), cancellation) switch
        {
            BotStatus { Error: null } status => TypedResults.Ok(status),
            BotStatus status => TypedResults.Problem(status.Error, statusCode: StatusCodes.Status502BadGateway, title: "Telegram refused"),
            _ => throw new NoAnswerException("The Sender did not answer in time; see GET /status."),
        };

    private sealed record WebhookAddress
    {
        [Required, StringLength(2000, MinimumLength = 8)]
        public string? Url { get; init; }
    }
}

/// <summary>Where the webhook may be put.</summary>
/// <param name="Names">Host names or addresses, in no case of their own.</param>
internal sealed record WebhookHosts(IReadOnlySet<string> Names);
