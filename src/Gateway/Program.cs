using PhStudio.Messaging.Gateway;
using PhStudio.Messaging.Gateway.Access;
using PhStudio.Messaging.ServiceDefaults;
using PhStudio.Messaging.ServiceDefaults.Bus;
using PhStudio.Messaging.ServiceDefaults.Configuration;

if (args is ["keys", ..])
{
    return KeysCommand.Run(args, Console.Out, Console.Error);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddEnvFile();
builder.ListenOn("http://localhost:5080");
builder.RequireServers();
builder.AddServiceDefaults("gateway");
builder.AddGateway();
builder.AddMessageBus(bus => bus.AddGatewayConsumers());

var app = builder.Build();
app.MapServiceDefaults();
app.MapGateway();
return await app.RunServiceAsync(args);
