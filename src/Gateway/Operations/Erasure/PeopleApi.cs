using PhStudio.Messaging.Contracts;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.Gateway.Hosting;
using PhStudio.Messaging.ServiceDefaults.Privacy;
using PhStudio.Messaging.ServiceDefaults.Wire;

namespace PhStudio.Messaging.Gateway.Operations.Erasure;

/// <summary><c>DELETE /people</c>: forgets a customer. The audit says that it was done and how much, not who it was.</summary>
internal static class PeopleApi
{
    public static void AddErasure(this IHostApplicationBuilder builder)
    {
        builder.AddErasures();
        builder.AddMessageEraser();
        builder.AddFoundPeople();
        builder.Services.AddSingleton<WaitingBodies>();
        builder.Services.AddSingleton<PersonErasure>();
        builder.Services.AddHostedService<LogRetention>();
    }

    public static void MapPeople(this IEndpointRouteBuilder routes) => routes.MapDelete("/people", EraseAsync).RequireRole(Role.Administer);

    private static async Task<IResult> EraseAsync(HttpContext context, PersonErasure erasure, CancellationToken cancellationToken)
    {
        var query = new QueryNumbers(context.Request);
        // A plus that was not encoded arrives as a space, which a phone number ignores.
        var who = new FindPerson { Phone = Given(query.TextOf("phone")), ClientChatId = Given(query.TextOf("client_chat_id")) };
        query.Allow("phone", "client_chat_id");
        if (query.Errors.Count > 0)
        {
            return ProblemResults.WrongFields(query.Errors);
        }

        if (who is { Phone: null, ClientChatId: null })
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["phone"] = ["or client_chat_id must be given"] });
        }

        if (who.Phone is { } phone && PersonTraces.DigitsOf(phone).Length < 7)
        {
            return ProblemResults.WrongFields(new Dictionary<string, string[]> { ["phone"] = ["must be a whole phone number, of at least seven digits"] });
        }

        if (MessageValidator.Of(who) is { Count: > 0 } errors)
        {
            return ProblemResults.WrongFields(errors);
        }

        AuditNote.Set(context, target: "a person", after: "broke off: what was erased until then stays so");
        var erased = await erasure.EraseAsync(who, cancellationToken);
        AuditNote.Set(context, target: "a person", after: $"erased in {erased.Bookings} bookings, {erased.Messages} messages, {erased.Failed + erased.Scheduled + erased.Orders} waiting or failed messages");
        return TypedResults.Ok(erased);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
