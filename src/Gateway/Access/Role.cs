namespace PhStudio.Messaging.Gateway.Access;

/// <summary>What a key may do. Each route names those of which one is enough (<see cref="RoleRequirement.RequireRole{TBuilder}"/>).</summary>
internal enum Role
{
    /// <summary>Hands bookings over, corrects, moves and cancels them, makes their links, refuses undoing, and asks for one by its id.</summary>
    Book,

    /// <summary>Sends messages, takes them back, and asks for one by its id.</summary>
    Send,

    /// <summary>Lists and reads: bookings, messages, queues, callbacks, chats, templates, the state of the system.</summary>
    Read,

    /// <summary>Confirms, rejects, cancels and reopens bookings, makes new links, refuses undoing.</summary>
    Decide,

    /// <summary>Moves failed messages back, discards them, resolves unknown ones, delivers callbacks again, rechecks chats.</summary>
    Operate,

    /// <summary>Everything, and what no other role may.</summary>
    Administer,
}

/// <summary>Roles as settings and answers write them.</summary>
internal static class Roles
{
    /// <summary>All names, for sentences.</summary>
    public static readonly string Names = string.Join(", ", Enum.GetValues<Role>().Select(NameOf));

    /// <summary>The name of a role: <c>book</c>, <c>send</c>, <c>read</c>, <c>decide</c>, <c>operate</c>, <c>administer</c>.</summary>
    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of a name; null where there is none.</summary>
    public static Role? Find(string? name) => Enum.GetValues<Role>().Where(role => NameOf(role) == name).Select(role => (Role?)role).FirstOrDefault();
}
